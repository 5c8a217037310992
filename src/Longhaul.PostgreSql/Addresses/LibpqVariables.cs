namespace Longhaul.PostgreSql.Addresses;

/// <summary>Fills what an address leaves open, from libpq's variables and then from libpq's defaults.</summary>
internal static class LibpqVariables
{
    private const int DefaultPort = 5432;

    // Where Debian's packages and most others put the socket.
    private const string DefaultSocket = "/var/run/postgresql";

    /// <exception cref="FormatException">A variable has no usable value; the message names it.</exception>
    public static void Fill(AddressDraft draft, IReadOnlyDictionary<string, string> environment)
    {
        if (Get("PGSERVICE") is not null)
        {
            throw new FormatException($"is completed by PGSERVICE, and {UrlOptions.NoService}; unset it");
        }

        draft.HostAddress ??= Get("PGHOSTADDR");
        draft.Host ??= Get("PGHOST") ?? draft.HostAddress ?? (Directory.Exists(DefaultSocket) ? DefaultSocket : "localhost");
        draft.Ports ??= ReadText("PGPORT", UrlText.Ports) ?? [DefaultPort];
        draft.User ??= Get("PGUSER") ?? Environment.UserName;
        draft.Password ??= Get("PGPASSWORD");
        draft.Database ??= Get("PGDATABASE") ?? draft.User;
        draft.Driver.ApplicationName ??= Get("PGAPPNAME");
        draft.Driver.RootCertificate ??= Get("PGSSLROOTCERT") is { } file and not "system" ? file : null;
        draft.ConnectTimeout ??= Read("PGCONNECT_TIMEOUT", value => OptionValues.Seconds("PGCONNECT_TIMEOUT", value));
        draft.Driver.RequireAuth ??= ReadText("PGREQUIREAUTH", OptionValues.Methods);
        ReadText("PGSSLMINPROTOCOLVERSION", value =>
        {
            OptionValues.LeastTls(value, draft);
            return value;
        });
        draft.SslMode ??= Read("PGSSLMODE", value => OptionValues.Ssl("PGSSLMODE", value));

        string? Get(string name) => environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

        T? Read<T>(string name, Func<string, T> read) where T : struct => Get(name) is { } value ? Reading(name, value, read) : null;

        T? ReadText<T>(string name, Func<string, T> read) where T : class => Get(name) is { } value ? Reading(name, value, read) : null;
    }

    private static T Reading<T>(string name, string value, Func<string, T> read)
    {
        try
        {
            return read(value);
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"is completed by {name}, whose value is none", wrong);
        }
    }
}
