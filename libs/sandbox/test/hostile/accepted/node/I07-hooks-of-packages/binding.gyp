{'targets':[{'target_name':'x','actions':[]}]}
