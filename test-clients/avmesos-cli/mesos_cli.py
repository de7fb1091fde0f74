"""Runs the command line tools of avmesos-cli as they are.

Its `task exec` and `task attach` use a module by the name that it has in Mesos's own sources, where another one imports it;
in the package nobody does. So the name is made known here.
"""
import builtins
import runpy

import avmesos

builtins.mesos = avmesos
runpy.run_module('avmesos.cli.mesos-cli', run_name='__main__')
