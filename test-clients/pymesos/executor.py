"""An executor on pymesos: tells its scheduler what it was given, then finishes the task."""
import time
from threading import Thread

from pymesos import Executor, MesosExecutorDriver, decode_data, encode_data


class Echo(Executor):
    def launchTask(self, driver, task):
        def run():
            for state in ('TASK_RUNNING', 'TASK_FINISHED'):
                if state == 'TASK_FINISHED':
                    driver.sendFrameworkMessage(encode_data(b'echo of ' + decode_data(task.data)))
                driver.sendStatusUpdate({'task_id': task.task_id, 'state': state, 'timestamp': time.time()})

        Thread(target=run).start()

    def shutdown(self, driver):
        driver.stop()


driver = MesosExecutorDriver(Echo(), use_addict=True)
driver.run()
