namespace Longhaul.Repo.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root => Checkout.Root;

    /// <summary>Source files of the product, without what the build made.</summary>
    public static IReadOnlyList<string> ProductFiles { get; } = Files("src", "*.cs");

    public static IReadOnlyList<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "node_modules"))
            .Order(StringComparer.Ordinal).ToList();

    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');
}
