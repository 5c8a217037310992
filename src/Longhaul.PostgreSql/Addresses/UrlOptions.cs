using Longhaul.Core.Pipelines;
using Npgsql;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>The options after a URL's question mark: those of libpq, and what other languages' drivers and ORMs write there.</summary>
internal static class UrlOptions
{
    /// <summary>Why a service is refused; a part of a sentence.</summary>
    public const string NoService = "no file of services is read: write host, port, user and database into the URL";

    private static readonly Dictionary<string, Action<string, AddressDraft>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = (value, draft) => draft.Host = OptionValues.Given(value),
        ["hostaddr"] = (value, draft) => draft.HostAddress = OptionValues.Given(value),
        ["port"] = (value, draft) => draft.Ports = OptionValues.Given(value) is { } ports ? UrlText.Ports(ports) : null,
        ["user"] = (value, draft) => draft.User = OptionValues.Given(value),
        ["password"] = (value, draft) => draft.Password = OptionValues.Given(value),
        ["dbname"] = (value, draft) => draft.Database = OptionValues.Given(value),
        ["passfile"] = (value, draft) => draft.Driver.Passfile = value,
        ["application_name"] = (value, draft) => draft.Driver.ApplicationName = value,
        ["fallback_application_name"] = (value, draft) => draft.Driver.ApplicationName ??= value,
        ["connect_timeout"] = (value, draft) => draft.ConnectTimeout = OptionValues.Seconds("connect_timeout", value),
        ["connection_limit"] = (value, draft) => draft.MostConnections = OptionValues.Count("connection_limit", value),
        ["options"] = ServerOptions.Read,
        ["statement_timeout"] = (value, draft) => ServerOptions.AddTimeout("statement_timeout", value, draft),
        ["lock_timeout"] = (value, draft) => ServerOptions.AddTimeout("lock_timeout", value, draft),
        ["service"] = (_, _) => throw new FormatException($"has the option service, and {NoService}"),
        ["search_path"] = (value, draft) => draft.Schema = SchemaNames.FirstOf(value),
        ["schema"] = (value, draft) => draft.Schema = SchemaNames.FirstOf(value),
        ["currentSchema"] = (value, draft) => draft.Schema = SchemaNames.FirstOf(value),
        ["sslmode"] = (value, draft) => draft.SslMode = OptionValues.Ssl("sslmode", value),
        ["ssl"] = (value, draft) => draft.SslMode = OptionValues.Ssl("ssl", value),
        ["sslrootcert"] = OptionValues.RootCertificate,
        ["sslcert"] = (value, draft) => draft.Driver.SslCertificate = value,
        ["sslkey"] = (value, draft) => draft.Driver.SslKey = value,
        ["sslpassword"] = (value, draft) => draft.Driver.SslPassword = value,
        ["sslidentity"] = OptionValues.Identity,
        ["ssl_min_protocol_version"] = OptionValues.LeastTls,
        ["sslcrl"] = (_, _) => throw NoRevocation("sslcrl"),
        ["sslcrldir"] = (_, _) => throw NoRevocation("sslcrldir"),
        ["sslnegotiation"] = (value, draft) => draft.Driver.SslNegotiation = OptionValues.Word<SslNegotiation>("sslnegotiation", value),
        ["require_auth"] = (value, draft) => draft.Driver.RequireAuth = OptionValues.Methods(value),
        ["channel_binding"] = (value, draft) => draft.Driver.ChannelBinding = OptionValues.Word<ChannelBinding>("channel_binding", value),
        ["gssencmode"] = (value, draft) => draft.Driver.GssEncryptionMode = OptionValues.Word<GssEncryptionMode>("gssencmode", value),
        ["target_session_attrs"] = (value, draft) => draft.Driver.TargetSessionAttributes = OptionValues.Session(value),
        ["pgbouncer"] = (value, draft) => draft.Pooled = OptionValues.Switch("pgbouncer", value),
        ["pooler"] = (value, draft) => draft.Pooled = OptionValues.PoolMode("pooler", value),
        ["pool_mode"] = (value, draft) => draft.Pooled = OptionValues.PoolMode("pool_mode", value),
        ["workaround"] = (value, draft) => draft.Pooled ??= value.Contains("pooler", StringComparison.OrdinalIgnoreCase) ? true : null,
        ["supa"] = (value, draft) => draft.Pooled ??= value.Contains("pooler", StringComparison.OrdinalIgnoreCase) ? true : null,
        ["statement_cache_size"] = OptionValues.Unprepared,
        ["prepared_statement_cache_size"] = OptionValues.Unprepared,
        ["prepareThreshold"] = OptionValues.Unprepared,
        ["prepared_statements"] = (value, draft) => draft.Unprepared = !OptionValues.Switch("prepared_statements", value),
    };

    // Read by drivers of other languages; Longhaul does by itself what they ask for, or what they ask for does not arise.
    private static readonly HashSet<string> Without = new(StringComparer.OrdinalIgnoreCase)
    {
        "client_encoding", "keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout", "load_balance_hosts",
        "pool_timeout", "pool_size", "max_overflow", "pool_recycle", "pool", "socket_timeout", "timeout", "command_timeout", "connection_timeout",
        "sslaccept", "sslcompression", "ssl_max_protocol_version", "sslsni", "uselibpqcompat", "encoding", "reconnect", "query_timeout",
    };

    /// <exception cref="FormatException">An option is not known, or its value is none.</exception>
    public static void Read(string query, AddressDraft draft)
    {
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = option.Split('=', 2) is [var left, var right] ? (left, UrlText.Decode(right)) : (option, "");
            if (Known.TryGetValue(name, out var read))
            {
                ReadOne(read, name, value, draft);
            }
            else if (!Without.Contains(name))
            {
                // After an @ all before it may have been a password with a ? in it.
                throw Unknown(query.Contains('@') ? "" : name);
            }
        }
    }

    // The driver names a value that it does not take, and a value may be a secret.
    private static void ReadOne(Action<string, AddressDraft> read, string name, string value, AddressDraft draft)
    {
        try
        {
            read(value, draft);
        }
        catch (ArgumentException wrong)
        {
            throw new FormatException($"has a value for the option {name} that the driver does not take", wrong);
        }
    }

    private static FormatException NoRevocation(string name) =>
        new($"has the option {name}, and lists of revoked certificates are not read: to pass it over would trust such certificates");

    private static FormatException Unknown(string name)
    {
        // What is no word may be the rest of a password that was not percent-encoded.
        var isWord = name.Length is > 0 and <= 40 && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '-' or '.');
        return !isWord ? new FormatException("has something after its ? that is no option")
            : NearestName.Find(name, Known.Keys) is { } near ? new FormatException($"has an option {name}, which is not known; did you mean {near}?")
            : new FormatException($"has an option {name}, which is not known");
    }
}
