namespace Longhaul.Cli.Configuration;

/// <summary>Which store to use, and who said so.</summary>
/// <param name="Path">The full path of the SQLite file.</param>
/// <param name="Source">The option, the variable, <c>longhaul.yaml</c> or <c>default</c>.</param>
internal sealed record StoreChoice(string Path, string Source)
{
    /// <summary>When leases in it are over.</summary>
    public LeasePolicy Lease { get; init; } = LeasePolicy.Default;

    private static readonly string[] Deliberate = ["--store", "LONGHAUL_STORE", "LONGHAUL_DATABASE_URL"];

    /// <summary>Chooses the store; what is wrong is noted in the reader.</summary>
    /// <param name="reader">Options and variables.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="fromFile">Asked for the file's own <c>store:</c> where nothing stronger was given.</param>
    public static StoreChoice? Make(SettingReader reader, string folder, Func<string?> fromFile)
    {
        var lease = LeasePolicy.Default with { Tick = reader.Read(SettingTable.LeaseTick, LeasePolicy.Default.Tick) };
        var given = reader.Find(SettingTable.Store)
            ?? (fromFile() is { Length: > 0 } text ? new Given("store in longhaul.yaml", text) : new Given("default", StoreAddress.Default));
        var parsed = StoreAddress.Parse(given.Text);
        if (parsed.Complaint is { } complaint)
        {
            reader.Complain(SettingTable.Store.Describe(given.Source, given.Text, complaint));
            return null;
        }

        if (Platform.Detect(reader.Environment) is { } platform && !Deliberate.Contains(given.Source))
        {
            reader.Complain(OnPlatform(platform, given));
            return null;
        }

        return new StoreChoice(System.IO.Path.GetFullPath(parsed.Value, folder), given.Source) { Lease = lease };
    }

    private static string OnPlatform(Platform platform, Given given)
    {
        var what = given.Source == "default" ? "DATABASE_URL: no store is set" : $"{given.Source}: the store is a local file";
        return $"{what}, but {platform.Variable} says that this runs on {platform.Name}, where a container's files are lost with each deploy; "
            + "mount a volume and set LONGHAUL_STORE=sqlite:/path/on/the/volume/longhaul.db to say that you mean it";
    }
}
