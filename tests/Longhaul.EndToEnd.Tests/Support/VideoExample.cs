namespace Longhaul.EndToEnd.Tests.Support;

/// <summary>Copies of the main job.</summary>
internal static class VideoExample
{
    private static readonly string Folder = Path.Combine(Checkout.Root, "examples/video-channel");

    /// <summary>One as it is.</summary>
    /// <param name="url">A PostgreSQL server that keeps its jobs; null for a file.</param>
    /// <param name="schema">The schema that they are in there; null for one of their own.</param>
    public static Project Copy(string? url = null, string? schema = null)
    {
        var project = new Project(File.ReadAllText(Path.Combine(Folder, "longhaul.yaml")), url, schema);
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "steps")))
        {
            project.Write($"steps/{Path.GetFileName(file)}", File.ReadAllText(file));
        }

        return project;
    }
}
