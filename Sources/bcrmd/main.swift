print("bcrmd")
