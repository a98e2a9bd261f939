from multiprocessing import Pool  


def third(n): 
    return n // 3
    

  
numbers = [3, 30, 300]   
  
with Pool(2) as pool:	
    thirds = pool.map(third, numbers) 
	
    print(thirds)
  
text = """a  
  
	
b """ 
print(repr(text))  
