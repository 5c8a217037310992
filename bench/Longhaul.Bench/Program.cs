using Longhaul.Bench;
using Longhaul.Bench.Comparing;
using Longhaul.Bench.Limits;

if (args is ["compare", ..])
{
    return Comparison.Run(args[1..]);
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    return 2;
}

if (options.Store is { } url)
{
    return await LimitSession.RunAsync(options, url);
}

var parts = new (string Name, Func<BenchOptions, IEnumerable<Figure>> Run)[]
{
    ("enqueue", EnqueueBench.Run), ("drain", DrainBench.Run), ("process", ProcessBench.Run),
};
var figures = parts.Where(part => options.Wants(part.Name)).SelectMany(part => part.Run(options)).ToList();
Report.Write(figures, options.Json);
return figures.Count > 0 ? 0 : 2;
