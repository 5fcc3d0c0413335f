@rem package.json runs "exec node ...", so that on Unix the shell makes way and signals reach Node. Windows has no exec.
@%*
