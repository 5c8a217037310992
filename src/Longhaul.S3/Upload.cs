using System.Text;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>Brings a folder's files into a bucket, large ones in parts, so that none is ever held in memory.</summary>
/// <param name="bucket">Where to.</param>
/// <param name="patience">Waits for each call that it makes.</param>
/// <param name="partBytes">Files larger than this go in parts, of this size where that makes not too many.</param>
internal sealed class Upload(Bucket bucket, BucketPatience patience, long partBytes = Upload.DefaultPartBytes)
{
    /// <summary>16 MiB; a server takes no parts below 5.</summary>
    public const long DefaultPartBytes = 16 * 1024 * 1024;

    private const int MostParts = 9_000;
    private const int AtOnce = 4;
    private const int MaxKeyBytes = 1_024;

    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(3);

    /// <exception cref="UnsafePathException">A path is longer than a bucket's keys may be.</exception>
    public static void Check(string prefix, ArtifactManifest manifest)
    {
        if (manifest.Files.FirstOrDefault(file => Encoding.UTF8.GetByteCount(prefix + file.Path) > MaxKeyBytes) is { } file)
        {
            throw UnsafePathException.For(file.Path, $"with the names of its run and step it is longer than a bucket allows ({MaxKeyBytes} bytes)");
        }
    }

    /// <summary>Returns when all files are in the bucket.</summary>
    /// <param name="prefix">What their keys begin with, up to the slash.</param>
    /// <param name="folder">Where they are.</param>
    /// <param name="manifest">Which ones.</param>
    /// <param name="calling">Told before each call; between two of them there are minutes at most.</param>
    /// <param name="cancel">Gives up; some may be there.</param>
    public Task RunAsync(string prefix, string folder, ArtifactManifest manifest, Action calling, CancellationToken cancel) => Parallel.ForEachAsync(
        manifest.Files,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
        async (file, stop) => await PutAsync(prefix + file.Path, SafePath.Resolve(folder, file.Path), file, calling, stop));

    private Task PutAsync(string key, string path, ArtifactFile file, Action calling, CancellationToken cancel) => file.Size <= partBytes
        ? CallAsync(() => bucket.PutFileAsync(key, path, file, cancel), calling, cancel)
        : PutPartsAsync(key, path, file, calling, cancel);

    private async Task PutPartsAsync(string key, string path, ArtifactFile file, Action calling, CancellationToken cancel)
    {
        var size = Math.Max(partBytes, (file.Size + MostParts - 1) / MostParts);
        var upload = await CallAsync(() => bucket.BeginAsync(key, path, file, cancel), calling, cancel);
        try
        {
            var tags = new List<string>();
            for (var position = 0L; position < file.Size; position += size)
            {
                var (number, from, bytes) = (tags.Count + 1, position, Math.Min(size, file.Size - position));
                tags.Add(await CallAsync(() => bucket.PutPartAsync(key, upload, number, path, from, bytes, cancel), calling, cancel));
            }

            await CallAsync(() => bucket.CompleteAsync(key, upload, tags, cancel), calling, cancel);
        }
        catch
        {
            await AbortAsync(key, upload);
            throw;
        }
    }

    private Task<T> CallAsync<T>(Func<Task<T>> call, Action calling, CancellationToken cancel) => patience.WaitAsync(
        () =>
        {
            calling();
            return call();
        },
        cancel);

    // Where this fails too, a sweep does it.
    private async Task AbortAsync(string key, string upload)
    {
        using var soon = new CancellationTokenSource(AbortPatience);
        try
        {
            await bucket.AbortAsync(key, upload, soon.Token);
        }
        catch (Exception error) when (error is ArtifactStoreException or OperationCanceledException)
        {
            // The first error says more.
        }
    }
}
