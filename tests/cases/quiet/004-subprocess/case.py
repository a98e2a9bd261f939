import subprocess
import sys

p = subprocess.Popen([sys.executable, "-c", "print(6 * 7)"], stdout=subprocess.PIPE, text=True)
print("answer", p.communicate()[0].strip(), p.returncode)
done = subprocess.run([sys.executable, "-c", "raise SystemExit(3)"])
print("status", done.returncode)
