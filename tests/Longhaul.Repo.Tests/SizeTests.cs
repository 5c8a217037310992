using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Longhaul.Repo.Tests;

/// <summary>Ratchets: what is small cannot grow. Lower the figures when the code has become better; never raise them.</summary>
public sealed class SizeTests
{
    private static readonly List<int> FileLines = Repository.ProductFiles.Select(file => File.ReadLines(file).Count()).Order().ToList();

    private static readonly List<(int Lines, string Name)> Methods = Repository.ProductFiles.SelectMany(MethodsOf).OrderBy(m => m.Lines).ToList();

    [Fact]
    public void No_source_file_is_longer_than_300_lines()
    {
        var tooLong = Repository.ProductFiles.Where(file => File.ReadLines(file).Count() > 300).Select(Repository.Relative);
        tooLong.ShouldBeEmpty();
    }

    [Fact]
    public void The_usual_file_is_short()
    {
        At(FileLines, 0.5).ShouldBeLessThanOrEqualTo(80);
        At(FileLines, 0.9).ShouldBeLessThanOrEqualTo(200);
    }

    [Fact]
    public void The_usual_method_is_short()
    {
        var lines = Methods.Select(method => method.Lines).ToList();
        At(lines, 0.5).ShouldBeLessThanOrEqualTo(10);
        At(lines, 0.9).ShouldBeLessThanOrEqualTo(30);
    }

    [Fact]
    public void No_method_is_longer_than_80_lines() =>
        Methods.Where(method => method.Lines > 80).Select(method => $"{method.Name}: {method.Lines}").ShouldBeEmpty();

    private static int At(List<int> sorted, double quantile) => sorted[(int)((sorted.Count - 1) * quantile)];

    private static IEnumerable<(int Lines, string Name)> MethodsOf(string file)
    {
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot();
        foreach (var method in root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(m => m.Body is not null || m.ExpressionBody is not null))
        {
            var span = method.GetLocation().GetLineSpan();
            var name = (method as MethodDeclarationSyntax)?.Identifier.Text ?? "constructor";
            yield return (span.EndLinePosition.Line - span.StartLinePosition.Line + 1, $"{Repository.Relative(file)}:{name}");
        }
    }
}
