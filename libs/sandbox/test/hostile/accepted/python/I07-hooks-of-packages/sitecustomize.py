print('a hook ran')
