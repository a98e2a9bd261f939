import torch
from torch.utils.data import DataLoader


class Squares(torch.utils.data.Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, index):
        return index * index


loader = DataLoader(Squares(), batch_size=4, num_workers=2)
for batch in loader:
    print(batch)
