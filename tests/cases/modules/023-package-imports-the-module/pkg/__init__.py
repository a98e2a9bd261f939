from .tool import work
