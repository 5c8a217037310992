using System.Security.Cryptography;
using System.Text;

namespace Longhaul.Core.Alerts;

/// <summary>For whom a message is written.</summary>
public enum AlertFormat
{
    /// <summary>A JSON object with documented fields.</summary>
    Json = 0,

    /// <summary>A Discord webhook.</summary>
    Discord = 1,

    /// <summary>A Slack webhook.</summary>
    Slack = 2,
}

/// <summary>Whom to tell of what.</summary>
public sealed record AlertDefinition
{
    /// <summary>The longest address of a webhook, in characters.</summary>
    public const int MaxAddress = 2_000;

    /// <summary>Of what.</summary>
    public required AlertEvents When { get; init; }

    /// <summary>
    /// Where to: http or https; null where the file's value came out empty, which switches the alert off. Whoever knows it can post there, so it is
    /// shown nowhere; see <see cref="Target"/>.
    /// </summary>
    public required Uri? Webhook { get; init; }

    /// <summary>For whom messages are written.</summary>
    public required AlertFormat Format { get; init; }

    /// <summary>What signs the bodies of JSON messages; null where they are not signed.</summary>
    public string? Secret { get; init; }

    /// <summary>What may be shown of the address: scheme, host and, where it is not the usual one, port.</summary>
    public string Target => Webhook is null ? "(off)" : $"{Webhook.Scheme}://{Webhook.Authority}";

    /// <summary>What the store knows it by: the same address, format and secret are the same alert, whatever it is for.</summary>
    public string Key => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Format}\n{Webhook?.AbsoluteUri}\n{Secret}")))[..16];

    /// <inheritdoc/>
    public override string ToString() => $"{Format.Word()} {Target}";
}

/// <summary>The words for formats.</summary>
public static class AlertFormats
{
    /// <summary>The word, as it stands in a file.</summary>
    public static string Word(this AlertFormat format) => format switch
    {
        AlertFormat.Discord => "discord",
        AlertFormat.Slack => "slack",
        _ => "json",
    };
}
