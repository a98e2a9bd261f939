import argparse

from torch.utils.data import DataLoader
from torchvision import datasets, transforms

parser = argparse.ArgumentParser()
parser.add_argument("--workers", type=int, default=2)
args = parser.parse_args()

digits = datasets.MNIST("data", download=True, transform=transforms.ToTensor())
loader = DataLoader(digits, batch_size=64, num_workers=args.workers)
images, labels = next(iter(loader))
print(images.shape, labels.tolist())
sizes = [len(batch[1]) for batch in loader]
for size, batch in zip(sizes, loader):
    print(size, batch[0].mean())
