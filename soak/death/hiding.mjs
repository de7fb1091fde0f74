/** A command whose children leave its session, are forked twice, clear their environment, and live for long. */
export const HIDING =
  'setsid sleep 3600 & (setsid sleep 3600 &) & env -i PATH="$PATH" setsid sh -c "echo hidden; exec sleep 3600" & ' +
  '(env -i PATH="$PATH" setsid sleep 3600 &) ; sleep 3600';
