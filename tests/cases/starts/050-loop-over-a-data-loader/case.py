"""Fits a line to squares."""
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from tqdm import tqdm

EPOCHS = 3


class Squares(Dataset):
    def __init__(self, size):
        self.size = size

    def __len__(self):
        return self.size

    def __getitem__(self, index):
        return torch.tensor([float(index * index)])


def collate(rows):
    return torch.stack(rows)


torch.manual_seed(7)
data = Squares(64)
loader = DataLoader(data, batch_size=8, shuffle=True, num_workers=4, collate_fn=collate)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)


def train(epoch):
    for step, batch in enumerate(tqdm(loader)):
        optimizer.zero_grad()
        loss = model(batch).pow(2).mean()
        loss.backward()
        optimizer.step()
    print(epoch, step)


for epoch in range(EPOCHS):
    train(epoch)
torch.save(model.state_dict(), "line.pt")
