using Longhaul.Core.Jobs;
using Longhaul.Core.Pipelines;
using Longhaul.Core.Reviews;
using Longhaul.Definitions.Reading;
using Longhaul.Definitions.Sections;
using Longhaul.Definitions.Yaml;

namespace Longhaul.Definitions.Building;

/// <summary>Reads off a step whether it runs at all, for what, and who decides.</summary>
internal sealed class FlowBuilder(Problems problems)
{
    /// <summary>The words that <c>on_failure</c> has beside names of steps.</summary>
    public static readonly string[] OnFailureWords = ["fail", "continue"];

    /// <summary>What a step says of that; null for nothing.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="step">Its keys.</param>
    /// <param name="failing">The steps on whose failure it runs.</param>
    /// <param name="place">What its templates may refer to, but for an item.</param>
    /// <param name="encrypted">The input of the run is encrypted in the store.</param>
    public StepFlow? Build(YamlText name, StepKeys step, IReadOnlyList<string> failing, TemplatePlace place, bool encrypted)
    {
        CheckTogether(name, step);
        var when = When(step, failing, place);
        var flow = new StepFlow
        {
            When = when,
            Needs = when is not null && LooksAtEnds(when) ? [.. step.Needs.Select(need => need.Value)] : [],
            ForEach = ForEach(step, place),
            Parallel = step.Parallel,
            MayFail = step.OnFailure?.Value == "continue",
            Review = step.Review is { } review ? Review(name, review, place, encrypted) : null,
        };
        return step.Seen.Overlaps(["when", "foreach", "review", "pipeline"]) || flow.MayFail || when is not null ? flow : null;
    }

    /// <summary>Those of a step's needs of which any end will do.</summary>
    public static IReadOnlyList<string> AnyEnd(StepKeys step, IReadOnlyList<string> failing) => step.When is { } when && LooksAtEnds(when.Value)
        ? [.. step.Needs.Select(need => need.Value)]
        : failing;

    private void CheckTogether(YamlText name, StepKeys step)
    {
        if (step.Parallel is not null && step.ForEach is null)
        {
            problems.Add(name.Place, $"step `{name.Value}` has `parallel` without `foreach`; it says how many items run at once");
        }

        // An item that is a pipeline holds no place while its steps run: all of them would run at once all the same.
        if (step.Parallel is not null && step.ForEach is not null && step.Seen.Contains("pipeline"))
        {
            problems.Add(name.Place, $"step `{name.Value}` has `parallel` and a `pipeline`, whose runs it does not bound; take it out, and give the steps of that pipeline a `concurrency`");
        }

        if (step.Review is { } review && step.Seen.Overlaps(["command", "shell", "job", "pipeline", "foreach"]))
        {
            problems.Add(review.Place, $"step `{name.Value}` has a `review` and something to run as well; give the work a step of its own before it");
        }
    }

    private static bool LooksAtEnds(string when)
    {
        try
        {
            return Condition.Parse(when).LooksAtEnds;
        }
        catch (TemplateException)
        {
            return false; // noted where it stands
        }
    }

    private string? When(StepKeys step, IReadOnlyList<string> failing, TemplatePlace place)
    {
        if (step.When is { } when)
        {
            Check(when, place);
        }

        var failed = string.Join(" or ", failing.SelectMany(other => new[] { $"{{{{ steps.{other}.status }}}} == 'failed'", $"{{{{ steps.{other}.status }}}} == 'rejected'" }));
        return (step.When?.Value, failed) switch
        {
            ({ } own, "") => own,
            ({ } own, _) => $"({own}) and ({failed})",
            (null, "") => null,
            _ => failed,
        };
    }

    private void Check(YamlText when, TemplatePlace place)
    {
        try
        {
            foreach (var path in Condition.Parse(when.Value).Paths)
            {
                if (TemplateRules.WhatIsWrong(path, place with { MayMiss = true }) is { } wrong)
                {
                    problems.Add(when.Place, wrong);
                }
            }
        }
        catch (TemplateException error)
        {
            problems.Add(when.Place, error.Message);
        }
    }

    private string? ForEach(StepKeys step, TemplatePlace place)
    {
        foreach (var text in step.ForEach is { } list ? YamlTexts.In(list) : [])
        {
            TemplateRules.Check(text, place, problems);
        }

        return step.ForEach is { } node ? YamlJson.Of(node) : null;
    }

    private ReviewRequest Review(YamlText name, ReviewKeys review, TemplatePlace place, bool encrypted)
    {
        if (review.Title is { } title)
        {
            TemplateRules.Check(title, place, problems);
            if (encrypted && ReviewRules.InputIn(title.Value) is { } path)
            {
                problems.Add(title.Place, $"the title of the review has `{{{{ {path} }}}}`, but the input of this pipeline is encrypted, and a title is kept and shown as it is; ask without it");
            }
        }
        else if (!review.Malformed)
        {
            problems.Add(review.Place, $"the `review` of step `{name.Value}` has no `title`; it is the question that a person is asked");
        }

        if (review.OnReject is { } back && !place.IsOver(back.Value))
        {
            var hint = NearestName.Hint(back.Value, (place.Steps ?? []).Where(place.IsOver));
            problems.Add(back.Place, $"`on_reject` of step `{name.Value}` has {back.What}, which is no step before it{hint}");
        }

        if (review.Escalate >= review.Expires)
        {
            problems.Add(review.Place, $"the `review` of step `{name.Value}` would expire before it is escalated");
        }

        return new ReviewRequest
        {
            Title = review.Title?.Value ?? "",
            Show = [.. review.Show.Select(path => path.Value)],
            OnReject = review.OnReject?.Value,
            Approvers = review.Approvers,
            Expires = review.Expires,
            OnExpiry = review.OnExpiry,
            Escalate = review.Escalate,
        };
    }
}
