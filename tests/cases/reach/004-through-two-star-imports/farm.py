from jobs import *
