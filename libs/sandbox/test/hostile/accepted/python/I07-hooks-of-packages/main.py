from honest import serve

serve()
