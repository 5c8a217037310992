using System.Reflection;

namespace Longhaul.Repo.Tests;

/// <summary>
/// What other programs can see of each library is written down in PublicApi/. A difference is either a mistake or a change to be told in the
/// changelog: run the tests with LONGHAUL_UPDATE_SNAPSHOTS=1 to write the new state.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Longhaul.Core")]
    [InlineData("Longhaul.Processes")]
    [InlineData("Longhaul.Worker")]
    [InlineData("Longhaul.Sqlite")]
    [InlineData("Longhaul.PostgreSql")]
    [InlineData("Longhaul.S3")]
    [InlineData("Longhaul.Definitions")]
    [InlineData("Longhaul.Web")]
    public void The_public_surface_is_as_written_down(string library)
    {
        var now = string.Join('\n', Surface(Assembly.Load(library))) + "\n";
        var file = Path.Combine(Repository.Root, "tests/Longhaul.Repo.Tests/PublicApi", library + ".txt");
        if (Environment.GetEnvironmentVariable("LONGHAUL_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(file, now);
        }

        now.ShouldBe(File.ReadAllText(file), $"{library} shows something else than PublicApi/{library}.txt says");
    }

    private static IEnumerable<string> Surface(Assembly assembly) => assembly.GetExportedTypes()
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Order(StringComparer.Ordinal).Prepend($"{Sort(type)} {type.FullName}"));

    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(member => member is not MethodInfo { IsSpecialName: true } && member is not Type && !IsFromTheCompiler(member))
        .Select(member => $"  {member}");

    private static bool IsFromTheCompiler(MemberInfo member) =>
        member.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is not null
        || member.Name is "Deconstruct" or "value__" or "<Clone>$" or "ToString" or "Equals" or "GetHashCode";

    private static string Sort(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => "class",
    };
}
