import abc
import email.charset
import faulthandler
import gettext
import html
import html.entities
import mimetypes
import urllib.parse
import xml.etree.ElementTree as ElementTree
from collections.abc import Sized
from multiprocessing import Pool


class Shape(abc.ABC):
    pass


class Box:
    pass


print("start")
faulthandler.enable()
email.charset.add_alias("mine", "utf-8")
ElementTree.register_namespace("mine", "urn:mine")
mimetypes.suffix_map[".tz"] = ".tar.gz"
html.entities.html5["mine;"] = "M"
urllib.parse.uses_netloc.append("mine")
urllib.parse.uses_relative.append("mine")
gettext.textdomain("mine")
Shape.register(int)
Sized.register(Box)


def look(number):
    return (
        faulthandler.is_enabled(),
        email.charset.Charset("mine").input_charset,
        ElementTree.tostring(ElementTree.Element("{urn:mine}a")),
        mimetypes.guess_type("a.tz"),
        html.unescape("&mine;"),
        urllib.parse.urljoin("mine://a/b", "c"),
        gettext.textdomain(),
        isinstance(number, Shape),
        isinstance(Box(), Sized),
    )


with Pool(1) as pool:
    for line in pool.map(look, [1])[0]:
        print(line)
