from cloud import ENDPOINT


def test_one_command_brings_up_everything_in_an_order_that_works(terminal, cloud):
    terminal.deployed()
    print(terminal.out)
