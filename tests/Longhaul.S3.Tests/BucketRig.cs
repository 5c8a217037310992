using System.Security.Cryptography;
using Longhaul.Core.Artifacts;
using Longhaul.Core.Jobs;
using Longhaul.TestServers.S3;

namespace Longhaul.S3.Tests;

/// <summary>A bucket and the folders of two machines that share it.</summary>
internal sealed class BucketRig : IAsyncDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("longhaul-").FullName;
    private readonly List<BucketArtifactStore> _stores = [];
    private int _outputs;

    private BucketRig(S3Server server) => Server = server;

    public S3Server Server { get; }

    public ManualTime Clock { get; } = new();

    public ArtifactPlace Place { get; } = PlaceOf(5, "cut");

    public static async Task<BucketRig> StartAsync() => new(await S3Server.StartAsync());

    public static ArtifactPlace PlaceOf(long job, string? step) => new(3, step, new AttemptRef(job, new AttemptToken(Guid.NewGuid(), 7)));

    /// <summary>A machine's store; <paramref name="partBytes"/> above which a file goes in parts.</summary>
    public BucketArtifactStore Machine(string name, long partBytes = Upload.DefaultPartBytes, string options = "", string? keyId = null, int retries = 3)
    {
        var store = new BucketArtifactStore(new Bucket(Address(options, keyId), retries), FolderOf(name), Clock, partBytes);
        _stores.Add(store);
        return store;
    }

    public BucketAddress Address(string options = "", string? keyId = null)
    {
        var variables = new Dictionary<string, string>(Server.Variables);
        variables["AWS_ACCESS_KEY_ID"] = keyId ?? variables["AWS_ACCESS_KEY_ID"];
        return BucketAddress.Parse(variables["LONGHAUL_ARTIFACTS"] + options, variables);
    }

    public string FolderOf(string machine) => Path.Join(_base, machine, "artifacts");

    /// <summary>What an attempt leaves.</summary>
    public string Output(params (string Path, string Text)[] files)
    {
        var folder = Path.Join(_base, $"output{++_outputs}");
        foreach (var (path, text) in files)
        {
            var full = Path.Join(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        return folder;
    }

    /// <summary>A file of random bytes as the only output.</summary>
    public async Task<(string Folder, string Sha256)> LargeOutputAsync(long bytes)
    {
        var folder = Output();
        Directory.CreateDirectory(folder);
        await using var file = new FileStream(Path.Join(folder, "large.bin"), FileMode.CreateNew, FileAccess.ReadWrite);
        var block = new byte[64 * 1024];
        for (var left = bytes; left > 0; left -= block.Length)
        {
            Random.Shared.NextBytes(block);
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }

        file.Position = 0;
        return (folder, Convert.ToHexStringLower(await SHA256.HashDataAsync(file)));
    }

    public async ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        await Server.DisposeAsync();
        Directory.Delete(_base, recursive: true);
    }
}
