using StreamMood.Contracts.Events;

namespace StreamMood.Mood.Decisions;

/// <summary>
/// Keeps the state in force until another is ahead by enough, for long enough, and the one in force has had its time. Too
/// little confidence ends it at once, for nothing is ever guessed; <c>undecided</c> in between does not shorten the hold.
/// </summary>
internal static class Hysteresis
{
    /// <summary>Moves <paramref name="state"/> on by a window that says <paramref name="leading"/>.</summary>
    /// <param name="state">Its mood and candidate change, nothing else.</param>
    /// <param name="window">The window.</param>
    /// <param name="leading">What the window says.</param>
    /// <param name="lead">How much more mass that has than the state in force; 1 where masses say nothing, as of nobody.</param>
    /// <param name="settings">Settings.</param>
    public static DecisionOutcome Move(ref DecisionState state, in WindowReading window, MoodState leading, float lead, DecisionSettings settings)
    {
        if (leading == MoodState.Undecided)
        {
            state = state with { State = MoodState.Undecided, Candidate = MoodState.Undecided, CandidateSince = 0 };
            return DecisionOutcome.Unsure;
        }

        var begins = state.HeldSince == 0;
        if (leading == state.Held && !begins)
        {
            var returned = state.State != leading;
            state = state with { State = leading, Candidate = leading, CandidateSince = 0 };
            return returned ? DecisionOutcome.Switched : DecisionOutcome.Steady;
        }

        if (begins)
        {
            var outcome = state.Started ? DecisionOutcome.Switched : DecisionOutcome.First;
            state = Take(state, window, leading);
            return outcome;
        }

        // From undecided there is no state in force that another would have to be ahead of.
        if (state.State != MoodState.Undecided && lead < settings.Lead)
        {
            state = state with { Candidate = state.State, CandidateSince = 0 };
            return DecisionOutcome.LeadTooSmall;
        }

        if (state.Candidate != leading || state.CandidateSince == 0)
            state = state with { Candidate = leading, CandidateSince = window.Start };
        if (window.End - state.CandidateSince < settings.Confirm.Ticks)
            return DecisionOutcome.Confirming;
        if (window.Start - state.HeldSince < settings.Hold.Ticks)
            return DecisionOutcome.Held;
        state = Take(state, window, leading);
        return DecisionOutcome.Switched;
    }

    private static DecisionState Take(in DecisionState state, in WindowReading window, MoodState leading) =>
        state with { State = leading, Held = leading, HeldSince = window.Start, Candidate = leading, CandidateSince = 0 };
}
