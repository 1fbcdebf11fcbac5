using System.ComponentModel.DataAnnotations;
using System.Globalization;
using StreamMood.Contracts.Events;
using StreamMood.Mood.Decisions;
using StreamMood.Mood.Smoothing;

namespace StreamMood.Mood;

/// <summary>How expressions become moods, and moods become target moods: the section <c>mood</c> of the settings. Spans are event time.</summary>
public sealed class MoodSettings : IValidatableObject
{
    /// <summary>The smoothing filter: none, exponential, box, median, majority, hmm or kalman. Default hmm, the knee of <c>streammood tune smoothing</c>.</summary>
    [EnumDataType(typeof(FilterKind))]
    public FilterKind Filter { get; set; } = FilterKind.Hmm;

    /// <summary>Of the exponential mean: age at which what was seen counts half, 100 ms to 10 min. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan HalfLife { get; set; } = new FilterSettings().HalfLife;

    /// <summary>Of box, median and majority: how far back they look, 100 ms to 10 min, 64 windows at most. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan Span { get; set; } = new FilterSettings().Span;

    /// <summary>Of hmm: how many independent looks a second of one sure face is worth, 0.01 to 100. Default 16.</summary>
    [Range(0.01, 100.0)]
    public double Evidence { get; set; } = 16;

    /// <summary>Of kalman: how far a mood wanders in a second on the plane of valence and arousal, 0.001 to 2. Default 0.3.</summary>
    [Range(0.001, 2.0)]
    public double Drift { get; set; } = new FilterSettings().Drift;

    /// <summary>Of kalman: how far a second of one sure face errs on that plane, 0.001 to 2. Default 0.3.</summary>
    [Range(0.001, 2.0)]
    public double Noise { get; set; } = new FilterSettings().Noise;

    /// <summary>Shorter side in pixels under which a face does not vote, 0 to 4096. Default 16.</summary>
    [Range(0.0, 4096.0)]
    public double MinFaceSize { get; set; } = 16;

    /// <summary>Quality (size and pose together) under which a face does not vote, 0 to 1. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    public double MinQuality { get; set; } = 0.1;

    /// <summary>Whether a face weighs as much as it is confident. Default true.</summary>
    public bool WeighConfidence { get; set; } = true;

    /// <summary>Whether a face weighs as much as its quality. Default true.</summary>
    public bool WeighQuality { get; set; } = true;

    /// <summary>
    /// How much of its weight a wholly blurred face loses, 0 to 1; one that is half sharp loses half of that. Default 0.
    /// </summary>
    [Range(0.0, 1.0)]
    public double WeighSharpness { get; set; }

    /// <summary>Who speaks for a frame with several faces: mean, confident or largest. Default mean.</summary>
    [EnumDataType(typeof(FaceAggregation))]
    public FaceAggregation Faces { get; set; } = FaceAggregation.Mean;

    /// <summary>Confidence under which the state is <c>undecided</c>, 0 to 1. Default 0.4.</summary>
    [Range(0.0, 1.0)]
    public double UndecidedBelow { get; set; } = new DecisionSettings().UndecidedBelow;

    /// <summary>How much more mass than the state in force another must have to replace it, 0 to 1. Default 0.1.</summary>
    [Range(0.0, 1.0)]
    public double Lead { get; set; } = 0.1;

    /// <summary>How long another state must have been ahead, 0 to 10 min. Default 0 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Confirm { get; set; } = new DecisionSettings().Confirm;

    /// <summary>How long a state holds at least, 0 to 1 h. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long without any event a camera begins anew, 0 to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How a mood becomes a target: match, iso or lift. Default match.</summary>
    [EnumDataType(typeof(StrategyKind))]
    public StrategyKind Strategy { get; set; } = StrategyKind.Match;

    /// <summary>Valence that iso and lift lead to, −1 to 1. Default 0.6.</summary>
    [Range(-1.0, 1.0)]
    public double GoalValence { get; set; } = Rounded(new DecisionSettings().Goal.Valence);

    /// <summary>Arousal that iso and lift lead to, −1 to 1. Default 0.4.</summary>
    [Range(-1.0, 1.0)]
    public double GoalArousal { get; set; } = Rounded(new DecisionSettings().Goal.Arousal);

    /// <summary>Length of one step of iso on the plane, 0.01 to 3. Default 0.15.</summary>
    [Range(0.01, 3.0)]
    public double Step { get; set; } = Rounded(new DecisionSettings().Step);

    /// <summary>How long each step of iso lasts, 1 s to 1 h. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StepEvery { get; set; } = new DecisionSettings().StepEvery;

    /// <summary>Least arousal of a target, −1 to 1. Default −1.</summary>
    [Range(-1.0, 1.0)]
    public double ArousalFloor { get; set; } = -1;

    /// <summary>Greatest arousal of a target, −1 to 1. Default 1.</summary>
    [Range(-1.0, 1.0)]
    public double ArousalCeiling { get; set; } = 1;

    /// <summary>Begin of the quiet hours in <see cref="TimeZone"/>, HH:mm; with <see cref="QuietTo"/>. Absent for none.</summary>
    public string? QuietFrom { get; set; }

    /// <summary>End of the quiet hours, HH:mm; before the begin when they go over midnight.</summary>
    public string? QuietTo { get; set; }

    /// <summary>Greatest arousal of a target in the quiet hours, −1 to 1; below 0 nothing excited is recommended. Default −0.1.</summary>
    [Range(-1.0, 1.0)]
    public double QuietCeiling { get; set; } = -0.1;

    /// <summary>The place's time zone, as in the IANA data base (Europe/Dublin). Default UTC.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>
    /// What is different for one camera or zone: its name and one of <see cref="MoodOverrides.Names"/> to a value, as in
    /// <c>mood.for.lobby.strategy=iso</c>.
    /// </summary>
    public IDictionary<string, string> For { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>What attributes cannot say.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone ?? "", out _))
            yield return new ValidationResult($"'{TimeZone}' is no time zone of this machine; expected a name such as Europe/Dublin", [nameof(TimeZone)]);
        if (QuietFrom is null != QuietTo is null)
            yield return new ValidationResult("begin and end of the quiet hours go together", [QuietFrom is null ? nameof(QuietFrom) : nameof(QuietTo)]);
        foreach (var (name, text) in new[] { (nameof(QuietFrom), QuietFrom), (nameof(QuietTo), QuietTo) })
            if (text is not null && !TryTime(text, out _))
                yield return new ValidationResult($"'{text}' is no time of day; expected HH:mm", [name]);
        if (ArousalFloor > ArousalCeiling)
            yield return new ValidationResult(
                string.Create(CultureInfo.InvariantCulture, $"{ArousalFloor} lies above the ceiling, {ArousalCeiling}"), [nameof(ArousalFloor)]);
        foreach (var problem in MoodOverrides.Problems(this))
            yield return new ValidationResult(problem, [nameof(For)]);
    }

    /// <summary>The filter's part.</summary>
    public FilterSettings ToFilter() => new()
    {
        Kind = Filter,
        HalfLife = HalfLife,
        Span = Span,
        Evidence = Evidence,
        Drift = Drift,
        Noise = Noise,
    };

    /// <summary>Which faces vote.</summary>
    public FaceVoting ToVoting() => new()
    {
        MinSize = (float)MinFaceSize,
        MinQuality = (float)MinQuality,
        ByConfidence = WeighConfidence,
        ByQuality = WeighQuality,
        BySharpness = (float)WeighSharpness,
        Aggregation = Faces,
    };

    /// <summary>The decision's part.</summary>
    public DecisionSettings ToDecision() => new()
    {
        UndecidedBelow = (float)UndecidedBelow,
        Lead = (float)Lead,
        Confirm = Confirm,
        Hold = Hold,
        ForgetAfter = ForgetAfter,
        Strategy = Strategy,
        Goal = new TargetMood((float)GoalValence, (float)GoalArousal),
        Step = (float)Step,
        StepEvery = StepEvery,
        ArousalFloor = (float)ArousalFloor,
        ArousalCeiling = (float)ArousalCeiling,
        Quiet = TryTime(QuietFrom, out var from) && TryTime(QuietTo, out var to)
            ? new QuietHours(from, to, TimeZoneInfo.FindSystemTimeZoneById(TimeZone), (float)QuietCeiling)
            : null,
    };

    /// <summary>The decision's part for the cameras and zones that have settings of their own; null when none has.</summary>
    public IReadOnlyDictionary<string, DecisionSettings>? ToDecisions() => MoodOverrides.Apply(this);

    internal MoodSettings Copy(bool withKeys = true)
    {
        var copy = (MoodSettings)MemberwiseClone();
        if (!withKeys)
            copy.For = new Dictionary<string, string>(StringComparer.Ordinal);
        return copy;
    }

    private static bool TryTime(string? text, out TimeOnly time) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    private static double Rounded(float value) => Math.Round(value, 4);
}
