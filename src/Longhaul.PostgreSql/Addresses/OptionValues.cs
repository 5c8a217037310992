using System.Globalization;
using Npgsql;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>Reads the values of options.</summary>
internal static class OptionValues
{
    private static readonly Dictionary<string, SslMode> SslModes = new(StringComparer.OrdinalIgnoreCase)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
        ["no-verify"] = SslMode.Require,
        ["true"] = SslMode.Require,
        ["1"] = SslMode.Require,
        ["false"] = SslMode.Disable,
        ["0"] = SslMode.Disable,
    };

    public static SslMode Ssl(string name, string value) => SslModes.TryGetValue(value, out var mode)
        ? mode
        : throw Wrong(name, value, "disable, allow, prefer, require, verify-ca or verify-full");

    /// <summary>A file, or <c>system</c> for the machine's own certificates, which then must match the host's name.</summary>
    public static void RootCertificate(string value, AddressDraft draft)
    {
        if (value == "system")
        {
            draft.SslMode = SslMode.VerifyFull;
        }
        else
        {
            draft.Driver.RootCertificate = value;
        }
    }

    public static bool Switch(string name, string value) => value.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "ON" or "YES" or "" => true,
        "FALSE" or "0" or "OFF" or "NO" => false,
        _ => throw Wrong(name, value, "true or false"),
    };

    /// <summary>A pooler in session mode is as good as none.</summary>
    public static bool PoolMode(string name, string value) => value.ToUpperInvariant() switch
    {
        "TRANSACTION" or "STATEMENT" => true,
        "SESSION" => false,
        _ => Switch(name, value),
    };

    public static int Seconds(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1_000
            ? seconds
            : throw Wrong(name, value, "seconds from 0 to 1000");

    public static int Milliseconds(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? milliseconds
            : throw Wrong(name, value, "milliseconds, a whole number");

    /// <summary>No version older than 1.2 is ever spoken; a newer least one could not be kept to.</summary>
    public static void LeastTls(string value, AddressDraft draft)
    {
        if (value.ToUpperInvariant() is not ("TLSV1" or "TLSV1.1" or "TLSV1.2"))
        {
            throw Wrong("ssl_min_protocol_version", value, "TLSv1.2 or older; let the server ask for a newer one");
        }
    }

    /// <summary>Prisma's name for a certificate with its key in one file, which the driver knows by its ending.</summary>
    public static void Identity(string value, AddressDraft draft) => draft.Driver.SslCertificate =
        value.EndsWith(".pfx", StringComparison.OrdinalIgnoreCase) ? value : throw Wrong("sslidentity", value, "a file that ends in .pfx; or name sslcert and sslkey");

    /// <summary>A value; null where it is empty, which counts as not given.</summary>
    public static string? Given(string value) => value.Length > 0 ? value : null;

    /// <summary>Ways to log in with commas between them, by the driver's names for libpq's.</summary>
    public static string Methods(string value) => string.Join(',', value.Split(',', StringSplitOptions.TrimEntries).Select(Method));

    private static string Method(string one) => one switch
    {
        ['!', .. var rest] => "!" + Method(rest),
        "password" => "Password",
        "md5" => "MD5",
        "gss" => "GSS",
        "sspi" => "SSPI",
        "scram-sha-256" => "ScramSHA256",
        "none" => "None",
        _ => one,
    };

    public static int Count(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= 10_000
            ? count
            : throw Wrong(name, value, "a number from 1 to 10000");

    /// <summary>A cache of no statements.</summary>
    public static void Unprepared(string value, AddressDraft draft) => draft.Unprepared |= value == "0";

    public static T Word<T>(string name, string value) where T : struct, Enum =>
        Enum.TryParse<T>(value, ignoreCase: true, out var word) && !char.IsAsciiDigit(value[0])
            ? word
            : throw Wrong(name, value, string.Join(", ", Enum.GetNames<T>()).ToLowerInvariant());

    /// <summary>Jobs are written: anything but a primary is of no use.</summary>
    public static string? Session(string value) => value.ToLowerInvariant() switch
    {
        "any" => "any",
        "read-write" or "primary" or "prefer-standby" => "primary",
        _ => throw Wrong("target_session_attrs", value, "read-write, primary or any; jobs cannot be kept on a standby"),
    };

    public static FormatException Wrong(string name, string value, string right)
    {
        var shown = value.Length <= 40 && value.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or '.') ? $"{name}={value}" : $"an option {name}";
        return new FormatException($"has {shown}, which must be {right}");
    }
}
