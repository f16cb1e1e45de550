import GraphLearning
print("bench")
