namespace Longhaul.Core.Artifacts;

/// <summary>What a file is, by the ending of its name.</summary>
public static class ContentTypes
{
    /// <summary>For everything that is not known.</summary>
    public const string Unknown = "application/octet-stream";

    private static readonly Dictionary<string, string> ByEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = "text/plain", [".log"] = "text/plain", [".md"] = "text/markdown", [".csv"] = "text/csv", [".srt"] = "application/x-subrip",
        [".vtt"] = "text/vtt", [".html"] = "text/html", [".css"] = "text/css", [".js"] = "text/javascript", [".json"] = "application/json",
        [".jsonl"] = "application/jsonl", [".xml"] = "application/xml", [".yaml"] = "application/yaml", [".yml"] = "application/yaml",
        [".pdf"] = "application/pdf", [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".gif"] = "image/gif",
        [".webp"] = "image/webp", [".svg"] = "image/svg+xml", [".mp4"] = "video/mp4", [".m4v"] = "video/mp4", [".webm"] = "video/webm",
        [".mkv"] = "video/x-matroska", [".mov"] = "video/quicktime", [".mp3"] = "audio/mpeg", [".m4a"] = "audio/mp4", [".wav"] = "audio/wav",
        [".ogg"] = "audio/ogg", [".opus"] = "audio/ogg", [".flac"] = "audio/flac", [".zip"] = "application/zip", [".gz"] = "application/gzip",
        [".tgz"] = "application/gzip", [".tar"] = "application/x-tar", [".zst"] = "application/zstd",
    };

    /// <summary>The content type of a file with this name.</summary>
    public static string Of(string name) => ByEnding.GetValueOrDefault(Path.GetExtension(name), Unknown);
}
