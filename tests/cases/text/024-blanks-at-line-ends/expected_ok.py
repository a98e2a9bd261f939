from multiprocessing import Pool  


def third(n): 
    return n // 3
    

  
  


def main():
    numbers = [3, 30, 300]   
    with Pool(2) as pool:	
        thirds = pool.map(third, numbers) 
    	
        print(thirds)
      
    text = """a  
  
	
b """ 
    print(repr(text))  


if __name__ == "__main__":
    main()
