import numpy as np
from scipy.optimize import differential_evolution, rosen
from scipy.spatial import cKDTree
from torch.utils.data import DataLoader, TensorDataset
import torch
from dask.distributed import Client
from ultralytics import YOLO

WORKERS = 0
data = TensorDataset(torch.arange(10))
for batch in DataLoader(data, num_workers=WORKERS):
    print(batch)
spare = DataLoader(data, num_workers=8)
print(len(spare), spare.batch_size)
print(differential_evolution(rosen, [(0, 2), (0, 2)], workers=map).x)
print(cKDTree(np.zeros((4, 2))).query(np.zeros((2, 2)), workers=-1))
client = Client(processes=False)
model = YOLO("yolo11n.pt")
print(model.predict("bus.jpg"), model.train(data="coco8.yaml", workers=0))


def later():
    return [batch for batch in spare]
