using Npgsql;

namespace Longhaul.PostgreSql.Engine;

/// <summary>The server had ended the connection before it was asked for anything, so that the same may be asked again on another one.</summary>
internal sealed class EndedConnectionException(NpgsqlException fault) : Exception(fault.Message, fault);
