print("bcrm")
