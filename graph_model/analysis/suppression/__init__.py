"""What leaves the house: figures on so few people that one could be made out stay hidden."""
