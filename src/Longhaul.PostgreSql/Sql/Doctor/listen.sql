-- Whether one can listen; the connection is closed afterwards.
listen longhaul_doctor
