using System.Xml.Linq;

namespace Longhaul.Repo.Tests;

/// <summary>Who may know whom. An arrow that is not listed here is an error, and so is a project that is not listed.</summary>
public sealed class DirectionTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Longhaul.Core"] = [],
        ["Longhaul.Processes"] = [],
        ["Longhaul.Worker"] =
            ["Longhaul.Core", "Longhaul.Processes", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions"],
        ["Longhaul.Sqlite"] = ["Longhaul.Core", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
        ["Longhaul.PostgreSql"] = ["Longhaul.Core", "Npgsql"],
        ["Longhaul.S3"] = ["Longhaul.Core", "AWSSDK.S3"],
        ["Longhaul.Definitions"] = ["Longhaul.Core", "Longhaul.Processes", "YamlDotNet"],
        ["Longhaul.Web"] = ["Longhaul.Core", "Microsoft.AspNetCore.App"],
        ["Longhaul.Cli"] =
        [
            "Longhaul.Core", "Longhaul.Processes", "Longhaul.Worker", "Longhaul.Sqlite", "Longhaul.PostgreSql", "Longhaul.S3", "Longhaul.Definitions",
            "Longhaul.Web", "Microsoft.AspNetCore.App", "Spectre.Console", "System.CommandLine", "Tomlyn", "YamlDotNet",
        ],
    };

    public static TheoryData<string> Projects => new(Repository.Files("src", "*.csproj").Select(Repository.Relative));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_refers_only_to_what_it_may(string project)
    {
        var name = Path.GetFileNameWithoutExtension(project);
        Allowed.ShouldContainKey(name);
        var references = XDocument.Load(Path.Combine(Repository.Root, project)).Descendants()
            .Where(element => element.Name.LocalName is "ProjectReference" or "PackageReference" or "FrameworkReference")
            .Select(element => element.Attribute("Include")!.Value)
            .Select(value => value.EndsWith(".csproj", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(value) : value);
        references.Except(Allowed[name]).ShouldBeEmpty();
    }
}
