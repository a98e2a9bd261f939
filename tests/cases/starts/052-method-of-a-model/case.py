from ultralytics import YOLO

# a small model, trained on a small set
model = YOLO("yolo11n.pt")
results = model.train(data="coco8.yaml", epochs=3, imgsz=640)
print(results.box.map)
model.export(format="onnx")
