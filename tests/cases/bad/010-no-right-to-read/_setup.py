"""Takes away every right."""
import os

os.chmod("secret.py", 0)
