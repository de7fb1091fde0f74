import type { agent as api } from '../../wire/messages.js';

/** What is wrong with a message of a container's input after the first, in Mesos's words. */
export function validateProcessInput(input: api.Call.AttachContainerInput | undefined): string | undefined {
  if (!input) return "Expecting 'attach_container_input' to be present";
  if (input.type !== 'PROCESS_IO')
    return `Expecting 'attach_container_input.type' to be 'PROCESS_IO' instead of: '${input.type ?? 'UNKNOWN'}'`;
  const { process_io: io } = input;
  if (!io) return "Expecting 'attach_container_input.process_io' to be present";
  switch (io.type) {
    case undefined:
      return "Expecting 'process_io.type' to be present";
    case 'UNKNOWN':
      return "'process_io.type' is unknown";
    case 'CONTROL':
      return validateControl(io.control);
    case 'DATA':
      return validateData(io.data);
  }
}

function validateControl(control: api.ProcessIO.Control | undefined): string | undefined {
  if (!control) return "Expecting 'process_io.control' to be present";
  switch (control.type) {
    case undefined:
      return "Expecting 'process_io.control.type' to be present";
    case 'UNKNOWN':
      return "'process_io.control.type' is unknown";
    case 'HEARTBEAT':
      return control.heartbeat ? undefined : "Expecting 'process_io.control.heartbeat' to be present";
    case 'TTY_INFO':
      if (!control.tty_info) return "Expecting 'process_io.control.tty_info' to be present";
      return control.tty_info.window_size ? undefined : "Expecting 'tty_info.window_size' to be present";
  }
}

function validateData(data: api.ProcessIO.Data | undefined): string | undefined {
  if (!data) return "Expecting 'process_io.data' to be present";
  if (data.type === undefined) return "Expecting 'process_io.data.type' to be present";
  if (data.type !== 'STDIN') return "Expecting 'process_io.data.type' to be 'STDIN'";
  return data.data === undefined ? "Expecting 'process_io.data.data' to be present" : undefined;
}
