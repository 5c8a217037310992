namespace Longhaul.Cli.Configuration;

/// <summary>Which store to use, and who said so.</summary>
/// <param name="Place">Where it is; a file by its full path.</param>
/// <param name="Source">The option, the variable, <c>longhaul.yaml</c> or <c>default</c>.</param>
internal sealed record StoreChoice(StorePlace Place, string Source)
{
    /// <summary>When leases in it are over.</summary>
    public LeasePolicy Lease { get; init; } = LeasePolicy.Default;

    /// <summary>How often a low priority goes first at a key.</summary>
    public int KeyAging { get; init; } = QueueDefinition.DefaultAging;

    private static readonly string[] Deliberate = ["--store", "LONGHAUL_STORE", "LONGHAUL_DATABASE_URL"];

    /// <summary>Chooses the store; what is wrong is noted in the reader.</summary>
    /// <param name="reader">Options and variables.</param>
    /// <param name="folder">Where relative paths start.</param>
    /// <param name="fromFile">Asked for the file's own <c>store:</c> where nothing stronger was given.</param>
    public static StoreChoice? Make(SettingReader reader, string folder, Func<string?> fromFile)
    {
        var lease = LeasePolicy.Default with { Tick = reader.Read(SettingTable.LeaseTick, LeasePolicy.Default.Tick) };
        var keyAging = reader.Read(SettingTable.KeyAging, QueueDefinition.DefaultAging);
        var given = reader.Find(SettingTable.Store)
            ?? (fromFile() is { Length: > 0 } text ? new Given("store in longhaul.yaml", text) : new Given("default", StoreAddress.Default));
        var schema = reader.Read(SettingTable.Schema, "") is { Length: > 0 } named ? named : null;
        var parsed = StoreAddress.Parse(given.Text, reader.Environment, schema);
        if (parsed.Complaint is { } complaint)
        {
            reader.Complain(SettingTable.Store.Describe(given.Source, given.Text, complaint));
            return null;
        }

        if (Platform.Detect(reader.Environment) is { } platform && !Deliberate.Contains(given.Source) && WhyNotOn(platform, parsed.Value, given) is { } why)
        {
            reader.Complain(why);
            return null;
        }

        var place = parsed.Value is StorePlace.LocalFile file ? new StorePlace.LocalFile(Path.GetFullPath(file.Path, folder)) : parsed.Value;
        return new StoreChoice(place, given.Source) { Lease = lease, KeyAging = keyAging };
    }

    private static string? WhyNotOn(Platform platform, StorePlace place, Given given)
    {
        var says = $"but {platform.Variable} says that this runs on {platform.Name}, where";
        return place switch
        {
            StorePlace.Server { Address.IsLoopback: true } =>
                $"{given.Source}: the store is on this machine's own localhost, {says} no database is; set DATABASE_URL to the database's own address, "
                + "or set LONGHAUL_STORE instead to say that you mean it",
            StorePlace.Server => null,
            _ => (given.Source == "default" ? "DATABASE_URL: no store is set" : $"{given.Source}: the store is a local file")
                + $", {says} a container's files are lost with each deploy; set DATABASE_URL to a PostgreSQL database, "
                + "or mount a volume and set LONGHAUL_STORE=sqlite:/path/on/the/volume/longhaul.db to say that you mean it",
        };
    }
}
