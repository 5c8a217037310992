using System.Net;
using System.Net.Sockets;

namespace Longhaul.PostgreSql.Addresses;

/// <summary>The option <c>hostaddr</c>: where to connect to, whatever the host is called.</summary>
internal static class HostAddresses
{
    /// <summary>The hosts to connect to, in the driver's form.</summary>
    /// <param name="hosts">A host, or several with commas between, each with its own port or without.</param>
    /// <param name="addresses">An address for each; an empty one leaves the host.</param>
    /// <exception cref="FormatException">There are not as many, or one is no address.</exception>
    public static string Replace(string hosts, string addresses)
    {
        var (names, all) = (hosts.Split(','), addresses.Split(','));
        if (names.Length != all.Length)
        {
            throw new FormatException($"has {all.Length} hostaddr for {names.Length} hosts; there must be one for each");
        }

        return string.Join(',', names.Zip(all, (name, address) => address.Trim() is { Length: > 0 } given ? Replace(name, given, names.Length > 1) : name));
    }

    private static string Replace(string name, string text, bool isOneOfSeveral)
    {
        if (!IPAddress.TryParse(text, out var address))
        {
            throw OptionValues.Wrong("hostaddr", text, "an IP address; a name goes into host");
        }

        var colon = isOneOfSeveral && !IPAddress.TryParse(name, out _) ? name.LastIndexOf(':') : -1;
        return colon < 0 ? text : address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{text}]{name[colon..]}" : text + name[colon..];
    }
}
