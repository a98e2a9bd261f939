"""Makes a picture of a terminal (SVG) from the output of a command: terminal.py light|dark COMMAND... > picture.svg"""
import re
import subprocess
import sys
from html import escape

THEMES = {
    "light": {"back": "#ffffff", "edge": "#d0d7de", "text": "#1f2328", 31: "#b3261e", 32: "#116329", 33: "#7d4e00",
              34: "#0550ae", 35: "#7a2bbf", 36: "#0b6e75", 91: "#b3261e", 92: "#116329", 94: "#0550ae", 96: "#0b6e75"},
    "dark": {"back": "#0d1117", "edge": "#30363d", "text": "#e6edf3", 31: "#ff7b72", 32: "#56d364", 33: "#e3b341",
             34: "#79c0ff", 35: "#d2a8ff", 36: "#56d4dd", 91: "#ff7b72", 92: "#56d364", 94: "#79c0ff", 96: "#56d4dd"},
}
SIZE, HEIGHT, WIDTH, EDGE = 14, 20, 8.43, 16


def spans(line, theme, state):
    """Pieces of a line with their style; `state` lives on in the next line."""
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        codes = re.fullmatch(r"\x1b\[([\d;]*)m", piece)
        if codes:
            for code in map(int, (codes[1] or "0").split(";")):
                if code == 0:
                    state.clear()
                elif code == 1:
                    state["font-weight"] = "bold"
                elif code == 39:
                    state.pop("fill", None)
                elif code in theme:
                    state["fill"] = theme[code]
        elif piece:
            style = "".join(f' {key}="{value}"' for key, value in sorted(state.items()))
            # Browsers fold other spaces.
            yield f"<tspan{style}>{escape(piece).replace(' ', chr(0xa0))}</tspan>"


def picture(theme, shown, output):
    lines = ["$ " + shown, *output.splitlines()]
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in lines]
    width = round(max(map(len, plain)) * WIDTH + 2 * EDGE)
    height = len(lines) * HEIGHT + 2 * EDGE
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    yield f"<title>{escape(shown)}</title>"
    yield (f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" fill="{theme["back"]}"'
           f' stroke="{theme["edge"]}"/>')
    yield (f'<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"'
           f' font-size="{SIZE}" fill="{theme["text"]}">')
    state = {}
    for number, line in enumerate(lines):
        y = EDGE + number * HEIGHT + SIZE
        yield f'<text x="{EDGE}" y="{y}">{"".join(spans(line, theme, state))}</text>'
    yield "</g>"
    yield "</svg>"


def main():
    theme, *command = sys.argv[1:]
    run = subprocess.run([command[0], "--color", "always", *command[1:]], stdout=subprocess.PIPE, check=False, text=True)
    print("\n".join(picture(THEMES[theme], " ".join(command), run.stdout)))


if __name__ == "__main__":
    main()
