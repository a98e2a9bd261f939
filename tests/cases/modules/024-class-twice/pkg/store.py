def is_item(thing):
    from .tool import Item

    return isinstance(thing, Item)
