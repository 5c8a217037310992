using System.Buffers;
using System.Security.Cryptography;
using Longhaul.Core.Artifacts;

namespace Longhaul.S3;

/// <summary>Brings files from a bucket, and goes on where a connection broke. What is not what the manifest says is never handed out.</summary>
internal sealed class Download(Bucket bucket)
{
    private const int AtOnce = 4;
    private const int BufferBytes = 128 * 1024;
    private const int MostBreaks = 5;

    // A connection over which nothing comes for so long is taken for broken.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>Returns when all files are in the folder, checked.</summary>
    /// <exception cref="ArtifactStoreException">One is gone or another; or the bucket is away.</exception>
    /// <exception cref="IOException">The disk said no.</exception>
    public Task RunAsync(string prefix, string folder, ArtifactManifest manifest, CancellationToken cancel) => Parallel.ForEachAsync(
        manifest.Files,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel },
        async (file, stop) => await GetAsync(prefix + file.Path, SafePath.Resolve(folder, file.Path), file, stop));

    private async Task GetAsync(string key, string path, ArtifactFile file, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
        for (var breaks = 0; target.Position < file.Size || breaks == 0;)
        {
            var before = target.Position;
            var broke = await ReadAsync(key, target, hash, file, cancel);
            if (broke is null)
            {
                break;
            }

            breaks = target.Position > before ? 1 : breaks + 1;
            if (breaks > MostBreaks)
            {
                throw BucketTrouble.Away(bucket.Address, $"its answer broke off again and again ({broke.Message.TrimEnd('.')})", broke);
            }
        }

        if (target.Position != file.Size || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
        {
            throw Damaged(key, $"is not what was published (SHA-256 {file.Sha256}, {file.Size} bytes)");
        }
    }

    // Null where it came to its end.
    private async Task<Exception?> ReadAsync(string key, FileStream target, IncrementalHash hash, ArtifactFile file, CancellationToken cancel)
    {
        using var answer = await bucket.OpenAsync(key, target.Position, cancel) ?? throw Damaged(key, "is gone from it");
        ObjectMode.Set(target.SafeFileHandle, answer.Metadata[ObjectMode.Name]);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var (read, broke) = await ReadSomeAsync(answer.ResponseStream, buffer, cancel);
                if (broke is not null || read == 0)
                {
                    return broke;
                }

                if (target.Position + read > file.Size)
                {
                    throw Damaged(key, $"is larger than the {file.Size} bytes that were published");
                }

                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<(int Read, Exception? Broke)> ReadSomeAsync(Stream stream, byte[] buffer, CancellationToken cancel)
    {
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        silent.CancelAfter(Silence);
        try
        {
            return (await stream.ReadAsync(buffer.AsMemory(0, BufferBytes), silent.Token), null);
        }
        catch (Exception broke) when (!cancel.IsCancellationRequested && broke is IOException or HttpRequestException or OperationCanceledException)
        {
            return (0, broke);
        }
    }

    private ArtifactStoreException Damaged(string key, string what) => new(
        ArtifactTrouble.Damaged, $"The artifact '{key}' in the bucket {bucket.Address} {what}; run the step again that published it");
}
