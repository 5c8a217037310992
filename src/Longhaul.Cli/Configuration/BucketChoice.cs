using System.Runtime.CompilerServices;
using Longhaul.Core.Artifacts;
using Longhaul.S3;

namespace Longhaul.Cli.Configuration;

/// <summary>A bucket for artifacts, and who chose it. What knows buckets is loaded only where one was chosen: it would cost every start its time.</summary>
/// <param name="Text">Its address.</param>
/// <param name="Source">The variable, or <c>longhaul.yaml</c>.</param>
/// <param name="Environment">Completes the address.</param>
internal sealed record BucketChoice(string Text, string Source, IReadOnlyDictionary<string, string> Environment)
{
    private const string Local = "local";

    /// <summary>Chooses the bucket, null for the data folder; what is wrong is noted in the reader.</summary>
    /// <param name="reader">Options and variables.</param>
    /// <param name="fromFile">Asked for the file's own <c>artifacts:</c> where nothing stronger was given.</param>
    public static BucketChoice? Make(SettingReader reader, Func<string?> fromFile)
    {
        var given = reader.Find(SettingTable.Artifacts) ?? (fromFile() is { Length: > 0 } text ? new Given("artifacts in longhaul.yaml", text) : null as Given?);
        if (given is not { } chosen || chosen.Text == Local)
        {
            return null;
        }

        if (Complain(chosen.Text, reader.Environment) is { } complaint)
        {
            reader.Complain(SettingTable.Artifacts.Describe(chosen.Source, chosen.Text, complaint));
            return null;
        }

        return new BucketChoice(chosen.Text, chosen.Source, reader.Environment);
    }

    /// <summary>Why the text says nothing of where artifacts are kept; null where it does.</summary>
    /// <param name="text">An address, or <c>local</c>.</param>
    /// <param name="environment">Completes the address; null where only its form matters.</param>
    public static string? Complain(string text, IReadOnlyDictionary<string, string>? environment = null) => text == Local ? null : WhyNot(text, environment);

    /// <summary>Opens the bucket; nothing is sent yet.</summary>
    /// <param name="dataFolder">Where copies lie.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public IArtifactStore Open(string dataFolder) => new BucketArtifactStore(BucketAddress.Parse(Text, Environment), Path.Join(dataFolder, "artifacts"));

    /// <summary>Tries what a worker needs of the bucket: to list, write, read and delete. Answers with its name.</summary>
    /// <exception cref="ArtifactStoreException">It cannot be used.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Task<string> ExamineAsync(CancellationToken cancel) => BucketExamination.RunAsync(BucketAddress.Parse(Text, Environment), cancel);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? WhyNot(string text, IReadOnlyDictionary<string, string>? environment)
    {
        try
        {
            _ = BucketAddress.Parse(text, environment);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }
}
