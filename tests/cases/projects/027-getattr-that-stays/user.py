import tool

square = getattr(tool, "sq")
