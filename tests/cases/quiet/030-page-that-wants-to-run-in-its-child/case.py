from nicegui import ui

ui.label("hello")
ui.button("again", on_click=lambda: ui.notify("hello"))
ui.run(title="greeting")
