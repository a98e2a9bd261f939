from .jobs import run as total
