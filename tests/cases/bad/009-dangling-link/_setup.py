"""Makes a link that leads nowhere."""
import os

os.symlink("moved-elsewhere.py", "gone.py")
